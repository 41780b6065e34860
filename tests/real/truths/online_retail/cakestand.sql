select p.id, coalesce(sum(l.quantity), 0) >= 10 as truth
from person p left join line l on l.id = p.id and not l.given_back and l.product_id = '22423'
group by p.id
