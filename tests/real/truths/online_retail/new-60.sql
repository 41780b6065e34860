-- 60 days before 10 December 2011 0.00 is 11 October 0.00, still summer time
select p.id, min(o.ts) > timestamp '2011-10-11' as truth from person p left join purchase o using (id) group by p.id
