-- 60 local days before 1 January 2018 0.00 is 2 November 0.00, still summer time; longer ago is at or before it
select p.id, max(b.ts) <= timestamp '2017-11-02' as truth from person p left join basket b using (id) group by p.id
