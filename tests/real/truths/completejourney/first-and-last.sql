-- of two baskets at one instant the smaller number is the earlier (all numbers have eleven digits)
with ordered as (
  select id, amount, row_number() over (partition by id order by ts, basket) as up,
         row_number() over (partition by id order by ts desc, basket desc) as down
  from basket),
m as (
  select id, any_value(amount) filter (up = 1) as first_amount, any_value(amount) filter (down = 1) as last_amount
  from ordered group by id)
select p.id, m.first_amount < 20 and m.last_amount >= 50 as truth from person p left join m using (id)
