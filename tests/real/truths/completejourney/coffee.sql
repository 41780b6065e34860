select p.id, coalesce(sum(l.amount), 0) >= 30 as truth
from person p
left join line l on l.id = p.id and l.category = 'COFFEE'
 and l.ts > timestamp '2017-01-01' and l.ts <= timestamp '2018-01-01'
group by p.id
