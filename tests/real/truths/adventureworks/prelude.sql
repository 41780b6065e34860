-- The raw files as exported, read as text. Order days are days without a clock: a window of whole local days holds
-- the days that its bounds print. The sales files hold no prices: a line is worth its pieces at the list price of
-- the product file, exact to four decimals.
-- Order numbers SO62019 and SO72019 are each used for two customers on one day (a defect of the source).
create view product as
select ProductKey as product_id, ProductName as product, cast(ProductPrice as decimal(18, 4)) as price
from read_csv('{data}/AdventureWorks_Products.csv', all_varchar = true);
create view sale as
select s.CustomerKey as id, s.OrderNumber as order_number, s.ProductKey as product_id, p.product,
       cast(s.OrderQuantity as integer) as quantity, cast(s.OrderQuantity as integer) * p.price as amount,
       cast(strptime(s.OrderDate, '%m/%d/%Y') as date) as day
from read_csv('{data}/AdventureWorks_Sales_*.csv', all_varchar = true) s
left join product p on p.product_id = s.ProductKey;
create view purchase as
select id, order_number, day, sum(amount) as amount from sale group by id, order_number, day;
create view person as
select CustomerKey as id, FirstName as first_name, LastName as last_name,
       cast(strptime(BirthDate, '%m/%d/%Y') as date) as born, nullif(Gender, 'NA') as gender,
       MaritalStatus as marital, cast(replace(replace(trim(AnnualIncome), '$', ''), ',', '') as integer) as income,
       cast(TotalChildren as integer) as children, EducationLevel as education, Occupation as occupation
from read_csv('{data}/AdventureWorks_Customers.csv', all_varchar = true);
