-- a basket of 100 or more, its 21 days over by the end of the year, and no basket within them. Of two baskets at one
-- instant the greater number is the later
select p.id, exists (
  select 1 from basket b
  where b.id = p.id and b.amount >= 100 and b.ts + interval 21 day <= timestamp '2018-01-01 00:00:00'
    and not exists (
      select 1 from basket l
      where l.id = b.id and (l.ts > b.ts or (l.ts = b.ts and l.basket > b.basket))
        and l.ts <= b.ts + interval 21 day)) as truth
from person p
