-- of all 2,469: those of whom at least 45 and less than 55 % have come to the till fewer times
with figure as (select p.id, count(b.basket) as n from person p left join basket b using (id) group by p.id),
placed as (select id, rank() over (order by n) - 1 as fewer, count(*) over () as everybody from figure)
select id, fewer * 100 >= 45 * everybody and fewer * 100 < 55 * everybody as truth from placed
