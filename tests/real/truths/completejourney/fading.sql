-- between 6 and 2 months ago: (1 July, 1 November]; the last month: (1 December, 1 January]
select p.id,
       count(b.basket) filter (b.ts > timestamp '2017-07-01' and b.ts <= timestamp '2017-11-01') >= 10
       and count(b.basket) filter (b.ts > timestamp '2017-12-01' and b.ts <= timestamp '2018-01-01') = 0 as truth
from person p left join basket b using (id) group by p.id
