select p.id, count(o.order_number) >= 2 as truth from person p left join purchase o using (id) group by p.id
