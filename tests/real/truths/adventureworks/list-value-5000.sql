select p.id, coalesce(sum(o.amount), 0) >= 5000 and max(o.amount) < 3000 as truth
from person p left join purchase o using (id) group by p.id
