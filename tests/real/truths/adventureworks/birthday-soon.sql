-- 14 days, 1 July 2019 itself included: 1 to 14 July
select id, month(born) = 7 and day(born) between 1 and 14 as truth from person
