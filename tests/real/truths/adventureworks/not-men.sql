-- a person whose sex is not known is neither in nor out
select id, not (gender = 'M') and occupation in ('Professional', 'Management') as truth from person
