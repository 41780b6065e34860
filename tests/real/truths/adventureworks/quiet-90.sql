-- 90 days before the end of 30 June 2019: 2 April to 30 June are the last 90 days
select p.id, max(o.day) < date '2019-04-02' as truth from person p left join purchase o using (id) group by p.id
