-- (1 October, 1 January] on the local clock
select p.id, coalesce(sum(b.amount), 0) >= 1000 as truth
from person p
left join basket b on b.id = p.id and b.ts > timestamp '2017-10-01' and b.ts <= timestamp '2018-01-01'
group by p.id
