-- 60 local days before the end of 31 December 2017: the last 60 begin on 2 November 0.00, still summer time
select p.id, max(b.ts) < timestamp '2017-11-02' as truth from person p left join basket b using (id) group by p.id
