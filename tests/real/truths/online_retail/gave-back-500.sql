-- (10 June, 10 December 2011]
select p.id, coalesce(sum(r.amount), 0) >= 500 as truth
from person p
left join refund r on r.id = p.id and r.ts > timestamp '2011-06-10' and r.ts <= timestamp '2011-12-10'
group by p.id
