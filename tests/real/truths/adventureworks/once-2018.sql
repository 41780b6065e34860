select p.id, count(o.order_number) = 1 as truth
from person p left join purchase o on o.id = p.id and o.day between date '2018-01-01' and date '2018-12-31'
group by p.id
