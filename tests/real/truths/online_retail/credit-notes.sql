select p.id, count(distinct r.invoice) >= 3 as truth from person p left join refund r using (id) group by p.id
