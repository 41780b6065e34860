INSERT INTO membership_baseline SELECT 0, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 03' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 1, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 01' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 20' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 2, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 3, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_attendance WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 05') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 4, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 5, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 09' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 20') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 6, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 7, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 8, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 34' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 9, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 14' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 10, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 11, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 12, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 13' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 05' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 34' GROUP BY customer_key HAVING count(*) >= 3) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 13, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 02' AND counted GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 14, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 35' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 12' AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 15, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 16, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 10' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 17, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 36' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 18, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 00' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 19' AND counted GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 19, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 03' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 20, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 10' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 24' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 21, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 22, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 24' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 23, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 24, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 34' AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 32' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 25, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 26, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 27, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 25' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 28, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 12' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 29, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 06' AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 30, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 09' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 31, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 27' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 32, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 19' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 33, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 05' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 34, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 03' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 35, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 36, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 37, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 38, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 39, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 40, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 01' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 10' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 41, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 42, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 43, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 12' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 44, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 39' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 45, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 21' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 46, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 12' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 47, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 17' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 48, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 49, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' AND counted GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 50, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 12' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 06' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 51, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 28' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 27' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 11') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 52, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 11' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 53, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 00' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 54, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 55, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 56, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 08' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 57, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 00' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 58, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 59, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 03' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 60, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 12' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 61, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 04' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 62, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 24' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 14') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 63, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 09' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 64, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 03' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 65, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 66, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 33' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 67, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 68, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 11' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 69, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 03' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 70, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 71, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 01' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 33' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 72, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 07' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 01' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 25' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 73, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 21' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 74, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 02' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 16') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 75, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 11' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 14' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 76, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 77, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 78, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 32' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 03') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 79, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 15' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 80, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 81, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 82, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 04' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 83, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 24' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 32' AND counted GROUP BY customer_key HAVING count(*) >= 3) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 84, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 29' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 07' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 85, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 86, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 12' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 29' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 20' GROUP BY customer_key HAVING count(*) >= 2) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 87, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 25' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 88, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 05' AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 89, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 01' AND counted GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 90, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 02' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 91, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 29' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' AND counted GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 92, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 93, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 94, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 04' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 95, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 96, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 02' AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 32' AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 97, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 19' AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 04' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 08' AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 98, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 06' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 07') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 99, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 29' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 100, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 05' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 101, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 32' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 102, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 103, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 32' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 104, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 15' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 19' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 105, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 31' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 106, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 20' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 14') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 107, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 11' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 29' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 108, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 08' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 109, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 03' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 24') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 110, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 111, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 12' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 112, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 34' AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 113, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 08' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 27') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 114, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 30' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 115, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 14' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 04') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 116, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 21' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 32' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 117, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 09' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 118, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 04' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 30' GROUP BY customer_key HAVING count(*) >= 3) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 119, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 05' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 120, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 121, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 24' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 122, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 36' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 05') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 123, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' AND counted GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 21' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 124, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 19' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 25') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 125, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 126, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 25' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 08' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 127, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 128, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 129, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 08' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 130, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 131, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 132, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 34' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 133, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 02' AND counted GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 134, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 135, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 26' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 136, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 01' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 21' AND counted GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 137, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 06' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 138, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 12' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 08' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 139, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 39' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 03' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 01' AND counted GROUP BY customer_key HAVING count(*) >= 2) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 140, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 03' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 21') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 141, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 01' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 36' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 00' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 142, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 08' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 12' GROUP BY customer_key HAVING count(*) >= 3) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 143, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 144, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 145, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 09' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 146, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 147, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 23' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 24' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 148, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 34' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 149, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 14' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 06' AND counted GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 150, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 151, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 3) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 152, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 13' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 03' GROUP BY customer_key HAVING count(*) >= 3) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 153, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 05' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 154, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 35' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 155, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 156, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 157, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 36' AND counted GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 13' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 11' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 158, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 15' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 159, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 03' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 03' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 160, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 10' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 161, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 162, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 163, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 13') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 164, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 34' AND counted GROUP BY customer_key HAVING sum(net_base) >= 100) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 165, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 09') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 166, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 02' AND counted GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 167, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 25' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_sent WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 01') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 168, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 169, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 06' AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 24' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 01' AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 170, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 09' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 171, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 27' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 172, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 19' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 173, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' AND counted GROUP BY customer_key HAVING sum(net_base) >= 50) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 15' AND counted) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 174, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 08' GROUP BY customer_key HAVING count(*) >= 2) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 175, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 25' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_attendance WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 09') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 176, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 177, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 178, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 179, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 32') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 180, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 01' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 181, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 22' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 182, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 183, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 12' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 184, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 2) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 185, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 21' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 08' AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 20' GROUP BY customer_key HAVING count(*) >= 2) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 186, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 12' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 187, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 17' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 15' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING sum(net_base) >= 20) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 188, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND counted GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 189, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 13' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 36' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 06') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 190, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 37' AND counted GROUP BY customer_key HAVING sum(net_base) >= 200) p0 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_page_view WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 05') n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 191, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-05-04 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 28' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 3) p1 USING (customer_key)
ANTI JOIN (SELECT DISTINCT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL) n0 USING (customer_key);

INSERT INTO membership_baseline SELECT 192, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 04' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 193, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2025-10-31 22:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 00' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 194, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_order_line WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 07' AND counted GROUP BY customer_key HAVING count(*) >= 2) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 195, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 196, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 08' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 12' GROUP BY customer_key HAVING count(*) >= 2) p1 USING (customer_key);

INSERT INTO membership_baseline SELECT 197, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_click WHERE ts > '2026-08-02 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 00' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-24 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 14' GROUP BY customer_key HAVING count(*) >= 1) p1 USING (customer_key)
SEMI JOIN (SELECT customer_key FROM event_attendance WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND topic_fold = 'category 11' GROUP BY customer_key HAVING count(*) >= 1) p2 USING (customer_key);

INSERT INTO membership_baseline SELECT 198, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_email_sent WHERE ts > '2026-09-01 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND campaign_fold = 'campaign 25' GROUP BY customer_key HAVING count(*) >= 3) p0 USING (customer_key);

INSERT INTO membership_baseline SELECT 199, customer_key, TIMESTAMP '2026-10-31 22:00:00', 1
FROM (SELECT customer_key FROM customers WHERE kind = 'person' AND set_apart IS NULL) c
SEMI JOIN (SELECT customer_key FROM event_page_view WHERE ts > '2026-10-17 21:00:00' AND ts <= '2026-10-31 22:00:00' AND customer_key IS NOT NULL AND category_fold = 'category 16' GROUP BY customer_key HAVING count(*) >= 1) p0 USING (customer_key);
