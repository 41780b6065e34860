-- on 30 June 2019 this quarter is April to June
select p.id, coalesce(sum(s.quantity), 0) >= 2 as truth
from person p
left join sale s on s.id = p.id and s.product ilike '%water bottle%' and s.day between date '2019-04-01' and date '2019-06-30'
group by p.id
