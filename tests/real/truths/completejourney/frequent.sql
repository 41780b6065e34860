select p.id, count(b.basket) >= 100 as truth from person p left join basket b using (id) group by p.id
