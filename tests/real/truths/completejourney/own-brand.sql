select p.id, count(distinct l.product_id) >= 150 as truth
from person p left join line l on l.id = p.id and l.brand = 'Private' and l.quantity > 0
group by p.id
