select p.id, count(b.basket) >= 3 as truth
from person p
left join basket b on b.id = p.id and b.ts >= timestamp '2017-11-20' and b.ts < timestamp '2017-11-27'
group by p.id
