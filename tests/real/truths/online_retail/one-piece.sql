-- the commonest number of pieces on a line, of those that tie the smallest; not known of who has no line
with counted as (
  select id, quantity, count(*) as n from line where not given_back and id is not null group by id, quantity),
placed as (select id, quantity, row_number() over (partition by id order by n desc, quantity) as place from counted)
select p.id, m.quantity = 1 as truth from person p left join placed m on m.id = p.id and m.place = 1
