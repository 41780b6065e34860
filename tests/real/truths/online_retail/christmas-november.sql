select p.id, coalesce(sum(l.amount), 0) >= 50 as truth
from person p
left join line l on l.id = p.id and not l.given_back and l.product ilike '%christmas%'
 and l.ts >= timestamp '2011-11-01' and l.ts < timestamp '2011-12-01'
group by p.id
