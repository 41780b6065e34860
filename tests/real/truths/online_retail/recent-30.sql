-- (10 November, 10 December 2011]; those who only gave back have no last order: not known
select p.id, max(o.ts) > timestamp '2011-11-10' as truth from person p left join purchase o using (id) group by p.id
