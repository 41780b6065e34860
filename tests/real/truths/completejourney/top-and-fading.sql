with spent as (
  select p.id, coalesce(sum(l.amount), 0) as total from person p left join line l using (id) group by p.id),
recent as (
  select id, count(*) as n from basket
  where ts > timestamp '2017-12-02' and ts <= timestamp '2018-01-01' group by id)
select a.id,
       (select count(*) from spent b where b.total > a.total) * 100 < 10 * (select count(*) from spent)
       and coalesce(r.n, 0) < 5 as truth
from spent a left join recent r using (id)
