-- The raw file as exported. InvoiceDate is London's wall clock. Invoices that begin with C give money back and name
-- no invoice that they belong to; every other invoice is an order, whatever its price: samples at 0, write-offs of
-- stock at 0, and the three bad-debt adjustments A563185 to A563187, two of them negative (no customer in any).
-- The whole sums to 9,747,747.934.
create view line as
select cast(CustomerID as varchar) as id, InvoiceNo as invoice, StockCode as product_id, Description as product,
       cast(Quantity as decimal(18, 4)) as quantity,
       cast(cast(Quantity as decimal(18, 4)) * cast(UnitPrice as decimal(18, 4)) as decimal(18, 4)) as amount,
       InvoiceDate as ts, InvoiceNo like 'C%' as given_back
from read_parquet('{data}/online_retail.parquet');
create view person as select distinct id from line where id is not null;
create view purchase as
select id, invoice, min(ts) as ts, sum(amount) as amount from line
where not given_back and id is not null group by id, invoice;
create view refund as
select id, invoice, ts, product_id, -quantity as quantity, -amount as amount from line
where given_back and id is not null;
