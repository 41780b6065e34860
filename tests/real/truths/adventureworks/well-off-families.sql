select id, income >= 90000 and children >= 3 and marital = 'M' as truth from person
