-- on 31 December 2017 this quarter is 1 October to 31 December and this year is 2017
with m as (
  select p.id, max(b.amount) filter (b.ts >= timestamp '2017-10-01' and b.ts < timestamp '2018-01-01') as high,
         min(b.amount) filter (b.ts >= timestamp '2017-01-01' and b.ts < timestamp '2018-01-01') as low
  from person p left join basket b using (id) group by p.id)
select id, high > 150 and low < 2 as truth from m
