"""工单: the list of orders and the detail of one."""
