-- The raw files as exported, under short names. transaction_timestamp has no zone in the file; it is UTC: nobody
-- shops before 10.00 otherwise, and the quiet hours move by one on 12 March and 5 November 2017, when New York's
-- clocks do. `ts` below is New York's wall clock, from those two instants written by hand.
create view line as
select cast(t.household_id as varchar) as id, cast(t.basket_id as varchar) as basket,
       cast(t.product_id as varchar) as product_id, t.quantity, cast(t.sales_value as decimal(18, 4)) as amount,
       case when t.transaction_timestamp >= timestamp '2017-03-12 07:00:00'
             and t.transaction_timestamp < timestamp '2017-11-05 06:00:00'
            then t.transaction_timestamp - interval 4 hour
            else t.transaction_timestamp - interval 5 hour end as ts,
       p.product_category as category, p.product_type as product, p.brand, p.department
from read_parquet('{data}/transactions.parquet') t
left join read_parquet('{data}/products.parquet') p on p.product_id = t.product_id;
create view basket as
select id, basket, min(ts) as ts, sum(amount) as amount, sum(quantity) as items from line group by id, basket;
create view person as select distinct id from line;
create view household as
select p.id, d.* exclude (household_id) from person p
left join read_parquet('{data}/demographics.parquet') d on cast(d.household_id as varchar) = p.id;
