-- age on 1 July 2019: 40 if born on or before 1 July 1979, 50 if born on or before 1 July 1969
select id, gender = 'F' and (born <= date '1979-07-01' and born > date '1969-07-01') as truth from person
