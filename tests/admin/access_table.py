"""Who may open what in the back office: a word for each address and role."""

ROLES = (
    "anonymous",
    "customer",
    "catalogue",
    "support",
    "fulfilment",
    "accounting",
    "ops",
    "owner",
)

# What a word means: the answers to GET and to POST without any field.
WORDS = {
    "door": ((302,), (302,)),  # to the login
    "no": ((403,), (403,)),
    "see": ((200,), (403,)),
    "list": ((200,), (200, 302)),
    "edit": ((200,), (200, 302)),
    "do": ((302, 405), (302,)),
    # Refused, by a view that takes one method alone.
    "do-": ((405,), (403,)),
    "get-": ((403,), (403, 405)),
    # An operation: a POST that asks for nothing changes nothing and leads back.
    "look": ((200,), (302,)),
    "none": ((404,), (404,)),
    # Posted from another page; without fields it shows its errors.
    "form": ((302,), (422,)),
    "get": ((200,), (200, 405)),
    "away": ((302,), (302,)),
    "file": ((200,), (405,)),
}

# One column for each of ROLES.
TABLE = """
index                              door  door  get   get   get   get   get   get
login                              away  no    away  away  away  away  away  away
logout                             door  door  do    do    do    do    do    do
password_change                    door  door  away  away  away  away  away  away
password_change_done               door  door  get   get   get   get   get   get
search                             door  door  get   get   get   get   get   get
autocomplete                       door  door  get-  get-  get-  get-  get-  get-
jsi18n                             door  door  get   get   get   get   get   get
view_on_site                       door  door  none  none  none  none  none  none
app_list                           door  door  get   get   get   none  none  get
auth_group_changelist              door  door  no    no    no    no    no    list
auth_group_add                     door  door  no    no    no    no    no    edit
auth_group_change                  door  door  no    no    no    no    no    edit
auth_group_history                 door  door  no    no    no    no    no    list
auth_group_delete                  door  door  no    no    no    no    no    edit
auth_user_password_change          door  door  no    no    no    no    no    edit
accounts_accountmail_changelist    door  door  no    list  no    no    no    list
accounts_accountmail_add           door  door  no    no    no    no    no    no
accounts_accountmail_change        door  door  no    see   no    no    no    see
accounts_accountmail_history       door  door  no    list  no    no    no    list
accounts_accountmail_delete        door  door  no    no    no    no    no    no
accounts_user_changelist           door  door  no    list  no    list  no    list
accounts_user_add                  door  door  no    no    no    no    no    edit
accounts_user_change               door  door  no    edit  no    see   no    edit
accounts_user_history              door  door  no    list  no    list  no    list
accounts_user_simple_history       door  door  no    see   no    see   no    see
accounts_user_note                 door  door  no    do    no    no    no    do
accounts_user_bulk                 door  door  no    away  no    no    no    away
accounts_user_delete               door  door  no    no    no    no    no    edit
accounts_user_door                 door  door  no    do    no    no    no    do
accounts_user_session              door  door  no    do    no    no    no    do
accounts_loginhistory_changelist   door  door  no    list  no    no    no    list
accounts_loginhistory_add          door  door  no    no    no    no    no    no
accounts_loginhistory_change       door  door  no    see   no    no    no    see
accounts_loginhistory_history      door  door  no    list  no    no    no    list
accounts_loginhistory_delete       door  door  no    no    no    no    no    no
accounts_user_restore              door  door  do-   do-   do-   do-   do-   do
orders_order_changelist            door  door  no    list  list  list  no    list
orders_order_add                   door  door  no    no    no    no    no    no
orders_order_change                door  door  no    see   see   see   no    see
orders_order_history               door  door  no    list  list  list  no    list
orders_order_delete                door  door  no    no    no    no    no    no
orders_order_step                  door  door  no    no    do    no    no    do
orders_order_steps                 door  door  no    no    edit  no    no    edit
orders_order_cancel                door  door  no    edit  no    no    no    edit
orders_order_cancel_pieces         door  door  no    edit  no    no    no    edit
orders_order_transfer              door  door  no    edit  no    no    no    edit
orders_creditnote_changelist       door  door  no    list  no    list  no    list
orders_creditnote_add              door  door  no    no    no    no    no    no
orders_creditnote_change           door  door  no    see   no    see   no    see
orders_creditnote_history          door  door  no    list  no    list  no    list
orders_creditnote_delete           door  door  no    no    no    no    no    no
shop_category_changelist           door  door  list  list  list  no    no    list
shop_category_add                  door  door  edit  no    no    no    no    edit
shop_category_change               door  door  edit  see   see   no    no    edit
shop_category_history              door  door  list  list  list  no    no    list
shop_category_simple_history       door  door  see   see   see   no    no    see
shop_category_delete               door  door  edit  no    no    no    no    edit
shop_category_restore              door  door  do    do-   do-   do-   do-   do
shop_product_changelist            door  door  list  list  list  no    no    list
shop_product_add                   door  door  edit  no    no    no    no    edit
shop_product_change                door  door  edit  see   see   no    no    edit
shop_product_history               door  door  list  list  list  no    no    list
shop_product_simple_history        door  door  see   see   see   no    no    see
shop_product_delete                door  door  edit  no    no    no    no    edit
shop_product_restore               door  door  do    do-   do-   do-   do-   do
shop_product_status                door  door  do    do-   do-   do-   do-   do
shop_product_stock                 door  door  edit  no    edit  no    no    edit
shop_historicalproduct_changelist  door  door  list  list  list  no    no    list
shop_historicalproduct_add         door  door  no    no    no    no    no    no
shop_historicalproduct_change      door  door  see   see   see   no    no    see
shop_historicalproduct_history     door  door  list  list  list  no    no    list
shop_historicalproduct_delete      door  door  no    no    no    no    no    no
shop_stockmovement_changelist      door  door  list  no    list  no    no    list
shop_stockmovement_add             door  door  no    no    no    no    no    no
shop_stockmovement_change          door  door  see   no    see   no    no    see
shop_stockmovement_history         door  door  list  no    list  no    no    list
shop_stockmovement_delete          door  door  no    no    no    no    no    no
shop_productfamily_changelist      door  door  list  no    no    no    no    list
shop_productfamily_add             door  door  edit  no    no    no    no    edit
shop_productfamily_change          door  door  edit  no    no    no    no    edit
shop_productfamily_history         door  door  list  no    no    no    no    list
shop_productfamily_delete          door  door  edit  no    no    no    no    edit
taggit_tag_changelist              door  door  list  no    no    no    no    list
taggit_tag_add                     door  door  edit  no    no    no    no    edit
taggit_tag_change                  door  door  edit  no    no    no    no    edit
taggit_tag_history                 door  door  list  no    no    no    no    list
taggit_tag_delete                  door  door  edit  no    no    no    no    edit
database_auditentry_changelist     door  door  no    no    no    no    list  list
database_auditentry_add            door  door  no    no    no    no    no    no
database_auditentry_change         door  door  no    no    no    no    see   see
database_auditentry_export         door  door  no    no    no    no    file  file
database_auditentry_history        door  door  no    no    no    no    list  list
database_auditentry_delete         door  door  no    no    no    no    no    no
ops_pool_report                    door  door  no    no    no    no    look  look
ops_queue_report                   door  door  no    no    no    no    look  look
ops_tidy                           door  door  no    no    no    no    look  look
ops_diagnose                       door  door  no    no    no    no    look  look
ops_replica_report                 door  door  no    no    no    no    look  look
ops_show_config                    door  door  no    no    no    no    look  look
ops_system_report                  door  door  no    no    no    no    look  look
database_outboxmessage_changelist  door  door  no    no    no    no    list  list
database_outboxmessage_add         door  door  no    no    no    no    no    no
database_outboxmessage_change      door  door  no    no    no    no    see   see
database_outboxmessage_history     door  door  no    no    no    no    list  list
database_outboxmessage_delete      door  door  no    no    no    no    no    no
database_brakecount_changelist     door  door  no    no    no    no    list  list
database_brakecount_add            door  door  no    no    no    no    no    no
database_brakecount_change         door  door  no    no    no    no    see   see
database_brakecount_history        door  door  no    no    no    no    list  list
database_brakecount_delete         door  door  no    no    no    no    no    no
database_blockedaddress_changelist door  door  no    no    no    no    list  list
database_blockedaddress_add        door  door  no    no    no    no    no    no
database_blockedaddress_change     door  door  no    no    no    no    see   see
database_blockedaddress_history    door  door  no    no    no    no    list  list
database_blockedaddress_delete     door  door  no    no    no    no    no    no
database_blockedaddress_new        door  door  no    no    no    no    edit  edit
database_blockedaddress_lift       door  door  no    no    no    no    do    do
orders_order_parcel                door  door  no    no    edit  no    no    list
orders_order_delivered             door  door  no    no    do    no    no    do
orders_order_note                  door  door  no    do    do    do    no    do
orders_mail_changelist             door  door  no    list  no    no    no    list
orders_mail_add                    door  door  no    no    no    no    no    no
orders_mail_change                 door  door  no    see   no    no    no    see
orders_mail_history                door  door  no    list  no    no    no    list
orders_mail_delete                 door  door  no    no    no    no    no    no
orders_mail_again                  door  door  no    do    no    no    no    do
orders_mailtext_changelist         door  door  no    no    no    no    no    list
orders_mailtext_add                door  door  no    no    no    no    no    no
orders_mailtext_change             door  door  no    no    no    no    no    edit
orders_mailtext_history            door  door  no    no    no    no    no    list
orders_mailtext_delete             door  door  no    no    no    no    no    no
orders_mailtext_preview            door  door  no    no    no    no    no    list
orders_mailtext_reset              door  door  no    no    no    no    no    do
orders_shippingmethod_changelist   door  door  no    no    no    no    no    list
orders_shippingmethod_add          door  door  no    no    no    no    no    edit
orders_shippingmethod_change       door  door  no    no    no    no    no    edit
orders_shippingmethod_history      door  door  no    no    no    no    no    list
orders_shippingmethod_simple_history door door no    no    no    no    no    see
orders_shippingmethod_delete       door  door  no    no    no    no    no    edit
orders_shippingmethod_restore      door  door  do-   do-   do-   do-   do-   do
orders_staffbasket_changelist      door  door  no    list  no    no    no    list
orders_staffbasket_add             door  door  no    edit  no    no    no    edit
orders_staffbasket_change          door  door  no    list  no    no    no    list
orders_staffbasket_history         door  door  no    list  no    no    no    list
orders_staffbasket_delete          door  door  no    no    no    no    no    no
orders_staffbasket_put             door  door  no    do    no    no    no    do
orders_staffbasket_place           door  door  no    form  no    no    no    form
orders_staffbasket_discard         door  door  no    do    no    no    no    do
orders_paymententry_changelist     door  door  no    list  no    list  no    list
orders_paymententry_add            door  door  no    no    no    no    no    no
orders_paymententry_change         door  door  no    see   no    see   no    see
orders_paymententry_history        door  door  no    list  no    list  no    list
orders_paymententry_delete         door  door  no    no    no    no    no    no
orders_paymententry_record         door  door  no    no    no    edit  no    edit
orders_refund_changelist           door  door  no    list  no    list  no    list
orders_refund_add                  door  door  no    no    no    no    no    no
orders_refund_change               door  door  no    see   no    see   no    see
orders_refund_history              door  door  no    list  no    list  no    list
orders_refund_delete               door  door  no    no    no    no    no    no
orders_refund_new                  door  door  no    no    no    edit  no    edit
orders_refund_paid                 door  door  no    no    no    do    no    do
orders_return_changelist           door  door  no    list  list  list  no    list
orders_return_add                  door  door  no    no    no    no    no    no
orders_return_change               door  door  no    see   see   see   no    see
orders_return_history              door  door  no    list  list  list  no    list
orders_return_delete               door  door  no    no    no    no    no    no
orders_return_answer               door  door  no    do    do    no    no    do
orders_return_receive              door  door  no    do    do    no    no    do
orders_bankstatement_changelist    door  door  no    no    no    list  no    list
orders_bankstatement_add           door  door  no    no    no    no    no    no
orders_bankstatement_change        door  door  no    no    no    see   no    see
orders_bankstatement_history       door  door  no    no    no    list  no    list
orders_bankstatement_delete        door  door  no    no    no    no    no    no
orders_bankstatement_upload        door  door  no    no    no    edit  no    edit
orders_bankstatement_book          door  door  no    no    no    do    no    do
orders_bankstatement_discard       door  door  no    no    no    do    no    do
orders_bankline_changelist         door  door  no    no    no    list  no    list
orders_bankline_add                door  door  no    no    no    no    no    no
orders_bankline_change             door  door  no    no    no    see   no    see
orders_bankline_history            door  door  no    no    no    list  no    list
orders_bankline_delete             door  door  no    no    no    no    no    no
orders_bankline_assign             door  door  no    no    no    do    no    do
orders_providerevent_changelist    door  door  no    no    no    list  no    list
orders_providerevent_add           door  door  no    no    no    no    no    no
orders_providerevent_change        door  door  no    no    no    see   no    see
orders_providerevent_history       door  door  no    no    no    list  no    list
orders_providerevent_delete        door  door  no    no    no    no    no    no
operations                         door  door  get-  get-  get-  get-  get   get
ops_check_consistency              door  door  no    no    no    no    look  look
ops_archive_orders                 door  door  no    no    no    no    look  look
ops_deliver_outbox                 door  door  no    no    no    no    look  look
ops_expire_orders                  door  door  no    no    no    no    look  look
ops_import_orders                  door  door  no    no    no    no    look  look
ops_partitions                     door  door  no    no    no    no    look  look
ops_prove_no_oversell              door  door  no    no    no    no    look  look
ops_purge_baskets                  door  door  no    no    no    no    look  look
ops_purge_history                  door  door  no    no    no    no    look  look
ops_purge_operations               door  door  no    no    no    no    look  look
ops_reset_second_factor            door  door  no    no    no    no    look  look
ops_rotate_mfa_keys                door  door  no    no    no    no    look  look
ops_schedules                      door  door  no    no    no    no    look  look
database_operationrun_changelist   door  door  no    no    no    no    list  list
database_operationrun_add          door  door  no    no    no    no    no    no
database_operationrun_change       door  door  no    no    no    no    see   see
database_operationrun_history      door  door  away  away  away  away  list  list
database_operationrun_delete       door  door  no    no    no    no    no    no
database_operationrun_repair       door  door  no    no    no    no    edit  edit
database_schedule_changelist       door  door  no    no    no    no    list  list
database_schedule_add              door  door  no    no    no    no    edit  edit
database_schedule_change           door  door  no    no    no    no    edit  edit
database_schedule_history          door  door  no    no    no    no    list  list
database_schedule_delete           door  door  no    no    no    no    edit  edit
"""


def matrix() -> dict[str, dict[str, str]]:
    """Return {name of the address: {role: word}}."""
    rows = [line.split() for line in TABLE.strip().splitlines()]
    return {name: dict(zip(ROLES, words, strict=True)) for name, *words in rows}
