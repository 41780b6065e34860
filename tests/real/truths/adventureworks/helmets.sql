select p.id, coalesce(sum(s.quantity), 0) >= 2 as truth
from person p left join sale s on s.id = p.id and s.product_id in ('214', '215', '220')
group by p.id
