select p.id, count(r.invoice) >= 1 as truth from person p left join refund r using (id) group by p.id
