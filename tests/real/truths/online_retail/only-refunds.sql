select p.id, count(*) filter (l.given_back) >= 1 and count(*) filter (not l.given_back) = 0 as truth
from person p left join line l using (id) group by p.id
