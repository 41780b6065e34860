with spent as (select p.id, coalesce(sum(l.amount), 0) as total from person p left join line l using (id) group by p.id)
select a.id, (select count(*) from spent b where b.total > a.total) * 100 < 10 * (select count(*) from spent) as truth
from spent a
