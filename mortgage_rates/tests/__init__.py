from . import test_feed_submit
