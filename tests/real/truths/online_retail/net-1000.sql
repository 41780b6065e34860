select id, sum(amount) >= 1000 as truth from line where id is not null group by id
