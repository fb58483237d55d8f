"""The sizes that the form offers, with and without a GPU."""

from playground.train.image_sizes import Sizes

QUICK = tuple(range(16, 129, 4))
DCGAN = (28, 32, 64)


def test_of_many_sizes_the_usual_ones_are_offered_and_the_one_chosen():
    assert Sizes(QUICK, True).offered(64) == (16, 28, 32, 48, 64, 96, 128)
    assert Sizes(QUICK, True).offered(40) == (16, 28, 32, 40, 48, 64, 96, 128)
    assert Sizes(DCGAN, True).offered(28) == DCGAN == Sizes(DCGAN, False).offered(28)


def test_more_than_64_px_is_offered_where_there_is_a_gpu_and_the_form_says_so():
    slow, fast = Sizes(QUICK, False), Sizes(QUICK, True)
    assert slow.offered(64)[-1] == slow.nearest(128) == 64 and fast.nearest(128) == 128
    assert "which this machine does not have" in slow.words(128)
    assert slow.words(0) == slow.words(64) == "Larger is slower; more than 64 px takes a GPU."
    assert fast.words(0) == "Larger is slower."


def test_what_is_said_of_a_size():
    assert Sizes(QUICK, False).words(30) == "This model does not support 30 px."
    assert Sizes((28,), False).words(0) == "The only size this model supports."
    assert Sizes((28,), False).is_only_one and Sizes((28,), False).nearest(64) == 28
    assert Sizes((28, 32), False).words(0) == "For 64 px choose Quick."
