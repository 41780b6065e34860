-- The raw files as exported, read as text. Order days are days without a clock: a window of whole local days holds
-- the days that its bounds print. The sales files hold no prices, so nothing here speaks of money.
-- Order numbers SO62019 and SO72019 are each used for two customers on one day (a defect of the source).
create view sale as
select CustomerKey as id, OrderNumber as order_number, ProductKey as product_id,
       cast(OrderQuantity as integer) as quantity, cast(strptime(OrderDate, '%m/%d/%Y') as date) as day
from read_csv('{data}/AdventureWorks_Sales_*.csv', all_varchar = true);
create view purchase as select distinct id, order_number, day from sale;
create view person as
select CustomerKey as id, FirstName as first_name, LastName as last_name,
       cast(strptime(BirthDate, '%m/%d/%Y') as date) as born, nullif(Gender, 'NA') as gender,
       MaritalStatus as marital, cast(replace(replace(trim(AnnualIncome), '$', ''), ',', '') as integer) as income,
       cast(TotalChildren as integer) as children, EducationLevel as education, Occupation as occupation
from read_csv('{data}/AdventureWorks_Customers.csv', all_varchar = true);
