select id, (gender is null or gender <> 'M') and occupation in ('Professional', 'Management') as truth from person
