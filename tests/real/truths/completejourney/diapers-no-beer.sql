select p.id,
       count(*) filter (l.category in ('DIAPERS & DISPOSABLES', 'BABY FOODS', 'BABYFOOD')) >= 5
       and count(*) filter (l.category ilike '%beer%') = 0 as truth
from person p left join line l using (id) group by p.id
