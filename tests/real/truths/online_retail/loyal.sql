select p.id, count(o.invoice) >= 10 as truth from person p left join purchase o using (id) group by p.id
