-- the last 12 months: 1 July 2018 to 30 June 2019; under 50 on 30 June 2019; ties at the border stand together
with figure as (
  select p.id, coalesce(sum(s.quantity), 0) as pieces
  from person p
  left join sale s on s.id = p.id and s.day between date '2018-07-01' and date '2019-06-30'
  where p.born > date '1969-06-30'
  group by p.id),
ranked as (select id, rank() over (order by pieces desc) - 1 as better from figure)
select p.id, coalesce(r.better < 500, false) as truth from person p left join ranked r using (id)
