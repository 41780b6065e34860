select p.id, lower(any_value(p.last_name)) like 'mc%' and count(distinct s.product_id) >= 3 as truth
from person p left join sale s using (id) group by p.id
