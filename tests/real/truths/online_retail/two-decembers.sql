select p.id,
       count(o.invoice) filter (cast(o.ts as date) between date '2010-12-01' and date '2010-12-31') >= 1
       and count(o.invoice) filter (cast(o.ts as date) between date '2011-11-15' and date '2011-12-09') >= 1
       and count(o.invoice) filter (cast(o.ts as date) between date '2011-02-01' and date '2011-08-31') = 0 as truth
from person p left join purchase o using (id) group by p.id
