-- age on 30 June 2019: 40 if born on or before 30 June 1979, 50 if born on or before 30 June 1969
select id, gender = 'F' and (born <= date '1979-06-30' and born > date '1969-06-30') as truth from person
