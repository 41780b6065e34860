-- with no order the mean is not known, but the first condition is already false
select p.id, count(o.invoice) >= 3
       and case when count(o.invoice) = 0 then null else sum(o.amount) <= 150 * count(o.invoice) end as truth
from person p left join purchase o using (id) group by p.id
