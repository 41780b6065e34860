-- a credit note at most 14 days of London's calendar after an invoice, at the same time of day at the latest. Of two
-- in one minute the greater number is the later, so that C537645 comes after 537644
select p.id, exists (
  select 1 from purchase o
  join refund r on r.id = o.id and (r.ts > o.ts or (r.ts = o.ts and r.invoice > o.invoice))
    and r.ts <= o.ts + interval 14 day
  where o.id = p.id) as truth
from person p
