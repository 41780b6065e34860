-- 14 days, 30 June 2019 itself included: to 13 July
select id, (month(born) = 6 and day(born) = 30) or (month(born) = 7 and day(born) <= 13) as truth from person
