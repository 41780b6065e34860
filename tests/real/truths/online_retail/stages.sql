-- first match wins; who has no order is in no class at all. 60 days: 11 October; 12 months: 10 December 2010;
-- 180 days: 13 June
with m as (
  select id, min(ts) as first, max(ts) as last,
         count(*) filter (ts > timestamp '2010-12-10' and ts <= timestamp '2011-12-10') as n
  from purchase group by id)
select id, case when first > timestamp '2011-10-11' then 'new' when n >= 5 then 'loyal'
                when last <= timestamp '2011-06-13' then 'lapsed' else 'occasional' end as class
from m
