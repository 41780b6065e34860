select id, gender is null as truth from person
