"""Settings, addresses and the server."""

import pymysql

# Django asks for MySQLdb; PyMySQL answers to that name and needs no compiler.
pymysql.install_as_MySQLdb()
