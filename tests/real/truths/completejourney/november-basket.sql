-- on 31 December 2017 last month is November 2017; nobody has a mean of no baskets
select p.id, case when count(b.basket) = 0 then null else sum(b.amount) >= 60 * count(b.basket) end as truth
from person p
left join basket b on b.id = p.id and b.ts >= timestamp '2017-11-01' and b.ts < timestamp '2017-12-01'
group by p.id
